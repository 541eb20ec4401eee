import type { Messages } from '../en';
import connector from './connector';
import desk from './desk';
import errors from './errors';
import opportunities from './opportunities';
import partners from './partners';
import proposals from './proposals';
import shell from './shell';

const ja: Messages = {
  ...shell,
  ...errors,
  ...opportunities,
  ...desk,
  ...partners,
  ...proposals,
  ...connector,
};

export default ja;
