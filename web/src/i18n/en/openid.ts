export default {
  'error.identity-other':
    'You are linked to another account at the provider. Sign in with your password and remove that link under “Sign-in and sessions”, then try again.',
  'error.identity-several':
    'Several users have your email address. Sign in with your password, or ask whoever runs this system to change one of the addresses.',
  'error.identity-shut':
    'Your access is switched off, or your invitation is still open. Use the link in the invitation, or ask your alliance lead.',
  'error.identity-unknown':
    'Nobody here has the email address that the provider knows you by. Ask your alliance lead to invite you with that address.',
  'error.identity-unverified':
    'The provider has not verified your email address. Have it verified there, or ask whoever manages your account there.',
  'error.provider-away':
    'The provider does not answer. Try again in a minute, or sign in with your password. If it goes on, tell whoever runs the provider.',
  'error.provider-doubt':
    'The provider and this system do not agree, or its answer cannot be trusted, so you were not signed in. Ask whoever runs this system to check the provider’s settings; the log says what is wrong.',
  'error.provider-late':
    'This sign-in was begun in another browser, took more than 10 minutes, or was used already. Begin again here.',
  'error.provider-no':
    'The provider did not let you in, or you cancelled. Try again, or ask whoever manages your account there.',
  'error.provider-off': 'Sign-in by a provider is not set up here. Sign in with your password.',
  'identity.email': 'Email there',
  'identity.made': 'Linked',
  'identity.none': 'No account is linked',
  'identity.noneText':
    'Choose “{button}” on the sign-in page once. The account there that has your email address is linked to you.',
  'identity.provider': 'Provider',
  'identity.remove': 'Remove',
  'identity.remove.text':
    'This account will not sign you in any more. Make sure that you know your password. Open sessions go on; you can end them below. Somebody who signs in there later with your verified email address is linked to you again.',
  'identity.remove.title': 'Remove the link?',
  'identity.removeOf': 'Remove the link to {email}',
  'identity.removed': 'The link was removed.',
  'identity.seen': 'Last sign-in',
  'identity.text': 'Accounts elsewhere that sign you in here without your password.',
  'identity.title': 'Linked accounts',
  'session.returning': 'Signing you in',
  'session.with': 'Sign in with {name}',
};
