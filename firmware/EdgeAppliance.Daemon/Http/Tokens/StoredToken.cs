namespace EdgeAppliance.Daemon.Http.Tokens;

/// <summary>A token as it is kept: its hash, never its text.</summary>
internal sealed record StoredToken(string Name, AccessScope Scope, byte[] Sha256, DateTimeOffset Created);
