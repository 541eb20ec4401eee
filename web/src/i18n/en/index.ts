import connector from './connector';
import desk from './desk';
import errors from './errors';
import opportunities from './opportunities';
import shell from './shell';

const en = { ...shell, ...errors, ...opportunities, ...desk, ...connector };

export type MessageKey = keyof typeof en;
export type Messages = Record<MessageKey, string>;
export default en;
