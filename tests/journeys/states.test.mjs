// States that the journey does not come by: a person being asked for, an upload under way, no network, a relay that does
// not answer, a message that was refused.

import test from 'node:test';
import { assert, bench } from './browser.mjs';
import { look, looks } from './look.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';
import { holdWire } from './wire.mjs';

const at = bench(() => startDemo());

async function visitorOf(context) {
  const visitor = new Visitor(await context.newPage());
  await visitor.page.goto(at.servers.shop);
  await visitor.opens();
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country');
  return visitor;
}

for (const name of ['desktop-light', 'phone-dark']) {
  const options = looks[name];

  test(`offline, back, and a relay that does not answer, in ${name}`, async (t) => {
    const context = await at.context(t, options);
    const wire = await holdWire(context);
    const visitor = await visitorOf(context);
    await context.setOffline(true);
    await visitor.says('Do you deliver to Iceland?');
    await visitor.log.getByText('Sends when you’re back online').waitFor();
    await look(visitor.page, name, 'offline');
    await context.setOffline(false);
    await visitor.log.getByText('Sent', { exact: true }).waitFor();

    wire.opens = false;
    await wire.cut();
    await visitor.notices('Reconnecting…');
    await look(visitor.page, name, 'reconnecting');
    wire.opens = true;
    await visitor.notices('You’re back online.');
  });

  test(`an upload under way, in ${name}`, async (t) => {
    const context = await at.context(t, options);
    const visitor = await visitorOf(context);
    const network = await context.newCDPSession(visitor.page);
    await network.send('Network.enable');
    const throttle = (uploadThroughput) =>
      network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
    await throttle(400_000);
    const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(3_000_000, '% a long manual\n')]);
    const choosing = visitor.page.waitForEvent('filechooser');
    await visitor.taps('Attach a file');
    await (await choosing).setFiles([{ name: 'manual of the greenhouse.pdf', mimeType: 'application/pdf', buffer: bytes }]);
    const bar = visitor.tray.getByRole('progressbar');
    await bar.evaluate(
      (bar) =>
        new Promise((done) => {
          const check = () => (bar.value > bar.max / 4 ? done() : setTimeout(check, 20));
          check();
        }),
    );
    await look(visitor.page, name, 'upload');
    await throttle(-1);
    await bar.waitFor({ state: 'detached' });
    assert.equal(await visitor.tray.getByText('3 MB').count(), 1);
  });

  test(`a message that the relay refuses, and a second try, in ${name}`, async (t) => {
    const context = await at.context(t, options);
    const wire = await holdWire(context);
    const visitor = await visitorOf(context);
    // On its way it grows beyond what a relay takes.
    wire.up = ({ send }) => {
      if (send) send.message.text = send.message.text.repeat(1000);
      return true;
    };
    await visitor.says('When are you open?');
    await visitor.reads('Not sent. This message is too long.');
    await look(visitor.page, name, 'failed');
    wire.up = () => true;
    await visitor.taps('Try again');
    await visitor.reads('Tuesday to Friday');
    assert.equal((await visitor.messages()).filter((text) => text === 'When are you open?').length, 1);
  });

  test(`a person is being asked for, taken back, and cannot be reached, in ${name}`, async (t) => {
    const visitor = await visitorOf(await at.context(t, options));
    const faults = `${at.servers.emulator}/control/faults`;
    const json = { 'content-type': 'application/json' };
    const fault = JSON.stringify({ kind: 'unavailable', operation: 'PassControl' });
    assert.ok((await fetch(faults, { method: 'POST', headers: json, body: fault })).ok);
    t.after(() => fetch(faults, { method: 'DELETE' }));
    await visitor.says('I want to talk to a person');
    await visitor.chat.getByLabel('Your name').fill('Ada Brown');
    await visitor.taps('Continue');
    await visitor.notices('Looking for someone to help you…');
    await look(visitor.page, name, 'requested');
    await visitor.taps('Cancel');
    await visitor.reads('You’re back with the assistant.');
    await visitor.says('When are you open?');
    await visitor.reads('Tuesday to Friday');
  });
}
