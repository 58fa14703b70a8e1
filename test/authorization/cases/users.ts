/** A valid request for every method of users. */
import { randomUUID } from 'node:crypto';
import { type Cases, renamed } from './case.ts';

export const usersCases: Cases = {
  'melo.users.v1.AuthService': {
    Register: ({ email }) => ({ email, password: 'nine loud herons fold kites', name: 'A stranger' }),
    VerifyEmail: () => ({ token: `m.${randomUUID()}.forged` }),
    SignIn: ({ email }) => ({ email, password: 'not the right one' }),
    RefreshSession: () => ({ refreshToken: `r.${randomUUID()}.1.forged` }),
    SignOut: () => ({}),
    RequestPasswordReset: ({ email }) => ({ email }),
    ResetPassword: () => ({ token: `m.${randomUUID()}.forged`, password: 'nine loud herons fold kites' }),
    ChangePassword: () => ({ currentPassword: 'not the right one', newPassword: 'nine loud herons fold kites' }),
  },
  'melo.users.v1.AuthInternalService': {
    ClaimMailToken: () => ({ claimId: randomUUID() }),
  },
  'melo.users.v1.UserService': {
    GetMe: () => ({}),
    BatchGetUsers: ({ user }) => ({ ids: [user] }),
    UpdateMe: () => ({ user: { name: 'A stranger' }, updateMask: { paths: ['name'] } }),
    DeleteMe: () => ({ password: 'not the right one' }),
  },
  'melo.users.v1.HouseholdService': {
    ListHouseholds: () => ({}),
    BatchGetHouseholds: ({ household }) => ({ ids: [household] }),
    CreateHousehold: () => ({ household: { name: 'Another', baseCurrency: 'EUR' } }),
    UpdateHousehold: ({ household }) => renamed('household', household),
    DeleteHousehold: ({ household }) => ({ id: household }),
  },
};
