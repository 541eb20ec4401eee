import connector from './connector';
import desk from './desk';
import errors from './errors';
import opportunities from './opportunities';
import partners from './partners';
import proposals from './proposals';
import shell from './shell';

const en = { ...shell, ...errors, ...opportunities, ...desk, ...partners, ...proposals, ...connector };

export type MessageKey = keyof typeof en;
export type Messages = Record<MessageKey, string>;
export default en;
