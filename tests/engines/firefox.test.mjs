// The journey in Firefox.

import { firefox } from './firefox.mjs';
import { journeyIn } from './journey.mjs';

journeyIn(firefox);
