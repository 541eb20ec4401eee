import connector from './connector';
import desk from './desk';
import errors from './errors';
import opportunities from './opportunities';
import proposals from './proposals';
import shares from './shares';
import shell from './shell';
import simulation from './simulation';

const en = {
  ...shell,
  ...errors,
  ...opportunities,
  ...desk,
  ...proposals,
  ...connector,
  ...shares,
  ...simulation,
};

export type MessageKey = keyof typeof en;
export type Messages = Record<MessageKey, string>;
export default en;
