/** What failed, by the reason that the server gives. */
export const errors = {
  'errors.deadline-exceeded': 'This took too long. Please try again.',
  'errors.field': 'Please check this.',
  'errors.internal': 'Something went wrong on our side. Please try again.',
  'errors.invalid-argument': 'Please check your input.',
  'errors.limit-reached':
    'There are already {limit, number} of these, which is the maximum. Nothing was saved. Change or delete one that you no longer need.',
  'errors.not-found': 'This no longer exists.',
  'errors.part-not-loaded': 'A part of Melo could not be loaded. You may be offline, or Melo was updated.',
  'errors.password.breached':
    'This password is on a list of passwords that attackers try first. A few unrelated words make a good password.',
  'errors.password.context':
    'This password contains your name, your address or the name of this app. A few unrelated words make a good password.',
  'errors.password.guessable': 'This password is too easy to guess. A few unrelated words make a good password.',
  'errors.password.keyboard':
    'This password follows the keys of a keyboard. A few unrelated words make a good password.',
  'errors.password.repeat': 'This password repeats itself. A few unrelated words make a good password.',
  'errors.password.sequence': 'This password follows a sequence or a date. A few unrelated words make a good password.',
  'errors.permission-denied': 'You are not allowed to do this.',
  'errors.reason.ALREADY_VERIFIED': 'This address is verified already. Please sign in.',
  'errors.reason.CREDENTIALS_WRONG': 'The address or the password is wrong.',
  'errors.reason.CURRENCY_UNKNOWN': 'This currency is unknown.',
  'errors.reason.DEPENDENCY_UNAVAILABLE': 'A part of Melo is unavailable. Nothing was saved; please try again.',
  'errors.reason.ETAG_MISMATCH':
    'Somebody else has changed this. Nothing was saved; look at the new version and try again.',
  'errors.reason.NOT_FOUND': 'This no longer exists. It may have been deleted.',
  'errors.reason.OVERLOADED': 'Melo is very busy right now. Nothing was saved; please try again in a moment.',
  'errors.reason.PASSWORD_REQUIRED':
    'You opened this link in another browser. Please enter the password you chose when you registered.',
  'errors.reason.REQUEST_ALREADY_DONE': 'This was already done.',
  'errors.reason.REQUEST_ID_REUSED': 'This was already sent with other content. Nothing was saved; please try again.',
  'errors.reason.ROLE_TOO_LOW':
    'You can view this household but not change it. Ask an owner for the role of an editor.',
  'errors.reason.SESSION_ENDED': 'Your session has ended. Please sign in again.',
  'errors.reason.SIGN_IN_REQUIRED': 'Please sign in again. Your input is kept.',
  'errors.reason.TIME_ZONE_UNKNOWN': 'This time zone is unknown. Use one such as Europe/Berlin.',
  'errors.reason.TOKEN_INVALID': 'This link was used before or has expired.',
  'errors.resource-exhausted': 'Melo is busy. Please try again in a moment.',
  'errors.retry-minutes': 'Too many attempts. Please try again in {minutes, plural, one {# minute} other {# minutes}}.',
  'errors.retry-seconds': 'Too many attempts. Please try again in {seconds, plural, one {# second} other {# seconds}}.',
  'errors.rule.email': 'This is not a valid email address.',
  'errors.rule.required': 'Please fill in this field.',
  'errors.rule.too-long': 'This text is too long.',
  'errors.rule.too-many': 'These are too many.',
  'errors.rule.too-short': 'This text is too short.',
  'errors.unauthenticated': 'Please sign in again.',
  'errors.unavailable': 'Melo cannot be reached. Please try again.',
} as const;
