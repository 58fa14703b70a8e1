/** The images of others, each by tag and digest: `images.json` is the only list. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Pin = { readonly tag: string; readonly digest: string };
export type ImageName = keyof typeof import('./images.json');

export const IMAGES = join(import.meta.dirname, 'images.json');

export const readPins = (): Record<ImageName, Pin> => JSON.parse(readFileSync(IMAGES, 'utf8'));

/** The reference by which an image is pulled: the digest decides, the tag is for readers. */
export const reference = ({ tag, digest }: Pin): string => `${tag}@${digest}`;

/** The text with another digest wherever the tag is pinned. */
export const repinned = (text: string, { tag, digest }: Pin): string =>
  text.replaceAll(new RegExp(`${RegExp.escape(tag)}@sha256:[0-9a-f]{64}`, 'g'), reference({ tag, digest }));
