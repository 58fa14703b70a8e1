/** In the place of `index.ts` where the app starts (web/build-messages.ts). */
export { first as en } from './first.ts';
