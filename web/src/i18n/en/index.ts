import connector from './connector';
import desk from './desk';
import errors from './errors';
import events from './events';
import opportunities from './opportunities';
import proposals from './proposals';
import shell from './shell';

const en = { ...shell, ...errors, ...opportunities, ...desk, ...proposals, ...events, ...connector };

export type MessageKey = keyof typeof en;
export type Messages = Record<MessageKey, string>;
export default en;
