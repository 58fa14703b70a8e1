/** AuthService: registration, passwords and sessions. */
import type { ServiceImpl } from '@connectrpc/connect';
import type { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { passwordRoutes } from '../credential/routes.ts';
import type { UserDependencies } from '../dependencies.ts';
import { sessionIssuer } from '../session/issuer.ts';
import { sessionRoutes } from '../session/routes.ts';
import { registrationRoutes } from './registration.ts';

export function authRoutes(parts: UserDependencies): ServiceImpl<typeof AuthService> {
  const issuer = sessionIssuer(parts);
  return {
    ...registrationRoutes(parts, issuer),
    ...passwordRoutes(parts, issuer),
    ...sessionRoutes(parts, issuer),
  };
}
