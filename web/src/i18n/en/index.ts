import access from './access';
import account from './account';
import audit from './audit';
import bulk from './bulk';
import connector from './connector';
import desk from './desk';
import errors from './errors';
import events from './events';
import moderation from './moderation';
import opportunities from './opportunities';
import partners from './partners';
import proposals from './proposals';
import shares from './shares';
import shell from './shell';
import simulation from './simulation';
import views from './views';

const en = {
  ...shell,
  ...access,
  ...account,
  ...errors,
  ...opportunities,
  ...desk,
  ...partners,
  ...events,
  ...proposals,
  ...connector,
  ...shares,
  ...simulation,
  ...views,
  ...moderation,
  ...audit,
  ...bulk,
};

export type MessageKey = keyof typeof en;
export type Messages = Record<MessageKey, string>;
export default en;
