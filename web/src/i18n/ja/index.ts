import type { Messages } from '../en';
import connector from './connector';
import desk from './desk';
import errors from './errors';
import events from './events';
import opportunities from './opportunities';
import proposals from './proposals';
import shell from './shell';

const ja: Messages = { ...shell, ...errors, ...opportunities, ...desk, ...proposals, ...events, ...connector };

export default ja;
