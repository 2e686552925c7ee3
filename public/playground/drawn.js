// A picture of a plant in a pot, or of a face: what the files of the playground's states show. A classic script of the chat
// document, as all that come before boot.js.

globalThis.batonDrawn = (name) => {
  const isFace = name.startsWith('face');
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = isFace ? [96, 96] : [640, 480];
  const pen = canvas.getContext('2d');
  const dot = (colour, x, y, width, height = width, turn = 0) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.ellipse(x * canvas.width, y * canvas.height, width * canvas.width, height * canvas.height, turn, 0, 7);
    pen.fill();
  };
  pen.fillStyle = isFace ? '#d9c7b8' : '#e8efe6';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  if (isFace) {
    dot('#5b3a29', 0.5, 0.4, 0.27, 0.3);
    dot('#e7b894', 0.5, 0.46, 0.2, 0.24);
    dot('#2c6a4f', 0.5, 1.02, 0.4, 0.3);
  } else {
    for (let leaf = -4; leaf <= 4; leaf++) dot(leaf % 2 ? '#3f7d58' : '#2c6a4f', 0.5 + leaf * 0.055, 0.4 + Math.abs(leaf) * 0.035, 0.035, 0.22, leaf * 0.28);
    pen.fillStyle = '#b5613c';
    pen.beginPath();
    for (const [x, y] of [[250, 300], [390, 300], [365, 430], [275, 430]]) pen.lineTo(x, y);
    pen.fill();
  }
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
};
