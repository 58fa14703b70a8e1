/** How a sample household is recognised, without what is in it. */

/** Names of sample households by language, by which they are recognised. */
export const SAMPLE_NAMES = { en: 'Sample household', de: 'Beispielhaushalt' } as const;
export type SampleLanguage = keyof typeof SAMPLE_NAMES;

export const isSample = (name: string): boolean => Object.values<string>(SAMPLE_NAMES).includes(name);
