import access from './access';
import account from './account';
import audit from './audit';
import bulk from './bulk';
import collaboration from './collaboration';
import connector from './connector';
import dashboard from './dashboard';
import desk from './desk';
import errors from './errors';
import events from './events';
import finder from './finder';
import leads from './leads';
import moderation from './moderation';
import notices from './notices';
import openid from './openid';
import opportunities from './opportunities';
import partners from './partners';
import proposals from './proposals';
import shares from './shares';
import shell from './shell';
import simulation from './simulation';
import support from './support';
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
  ...leads,
  ...moderation,
  ...audit,
  ...bulk,
  ...dashboard,
  ...finder,
  ...notices,
  ...collaboration,
  ...support,
  ...openid,
};

export type MessageKey = keyof typeof en;
export type Messages = Record<MessageKey, string>;
export default en;
