export default {
  'error.conflict.title': 'Somebody else was quicker',
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
  'error.title': 'That did not work',
  'error.too-many': 'Too many attempts. Wait a minute, then try again.',
  'error.unavailable': 'The service is busy or short of room. Nothing was changed. Try again in a moment.',
  'error.wrong-password': 'Email or password is wrong.',
};
