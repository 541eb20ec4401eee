export default {
  'error.conflict.title': 'Somebody else was quicker',
  'error.factor-needed': 'Your role needs a second step at sign-in, so it stays.',
  'error.factor-off': 'Codes of an app are not offered here.',
  'error.factor-on': 'Codes of an app are used already. Remove them first.',
  'error.forbidden': 'Your role does not allow this. Ask your alliance lead for the right.',
  'error.internal': 'The server could not do this. Nothing was changed. Try again in a moment.',
  'error.invalid': 'Some fields need your attention.',
  'error.network': 'The server cannot be reached. Check your connection and try again.',
  'error.not-found': 'This does not exist, or it is not shared with you.',
  'error.signed-out': 'Your session has ended. Sign in again.',
  'error.stale':
    'The record was changed after you opened it. Load it again to see the new values, then repeat your change.',
  'error.staleSince':
    'The record was changed at {at}, after you opened it. Load it again to see the new values, then repeat your change.',
  'error.state': 'This is not possible in the present state of the record.',
  'error.terms':
    'Your company has not accepted the terms of the ACE program yet. An alliance lead does so on the scorecard.',
  'error.title': 'That did not work',
  'error.too-many': 'Too many attempts. Wait a minute, then try again.',
  'error.unavailable': 'The service is busy or short of room. Nothing was changed. Try again in a moment.',
  'error.weak-password': 'The password is too short or too long. Take 8 characters or more.',
  'error.wrong-code': 'The code is wrong, or was used already. Wait for the next one and try again.',
  'error.wrong-password': 'Email or password is wrong.',
};
