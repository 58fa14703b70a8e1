/** The frame around every page: header, navigation, commands. */
export const app = {} as const;
