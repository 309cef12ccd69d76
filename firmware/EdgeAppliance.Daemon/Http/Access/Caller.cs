using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>Who asks.</summary>
/// <param name="Name">As the log names it: a token's name or a user's number, never a secret.</param>
/// <param name="IsLocal">It came over the Unix socket, so a path means the same to it as to the daemon.</param>
internal sealed record Caller(string Name, AccessScope Scope, bool IsLocal)
{
    /// <summary>The device that it is; null where it is none.</summary>
    public KnownDevice? Device { get; init; }
}
