using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Identity.Bearer;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>What an issuer's token lets its holder do: <c>edge:read</c>, <c>edge:operate</c> or <c>edge:admin</c> in its scope. Devices post by their record, not by
/// a scope.</summary>
internal static class BearerScope
{
    private const string Prefix = "edge:";

    /// <returns>The widest of them; null where there is none.</returns>
    public static AccessScope? Of(BearerToken token)
    {
        AccessScope? widest = null;
        foreach (string word in token.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            AccessScope? granted = word switch
            {
                Prefix + "read" => AccessScope.Read,
                Prefix + "operate" => AccessScope.Operate,
                Prefix + "admin" => AccessScope.Admin,
                _ => null,
            };
            if (granted > widest || widest is null) widest = granted ?? widest;
        }
        return widest;
    }
}
