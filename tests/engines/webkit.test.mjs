// The journey in WebKit.

import { webkit } from './webkit.mjs';
import { journeyIn } from './journey.mjs';

journeyIn(webkit);
