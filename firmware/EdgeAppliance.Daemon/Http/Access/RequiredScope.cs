using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>Stands on a route. One that has none is for readers, unknown paths too: who shows no token learns nothing.</summary>
/// <param name="Scope">Null where anyone may ask.</param>
internal sealed record RequiredScope(AccessScope? Scope);
