namespace EdgeAppliance.Daemon.Http.Tokens;

/// <summary>Which scope includes which.</summary>
internal static class ScopeRules
{
    public static bool Includes(this AccessScope scope, AccessScope needed) => needed switch
    {
        AccessScope.Ingest => scope is AccessScope.Ingest or AccessScope.Operate or AccessScope.Admin,
        _ => scope != AccessScope.Ingest && scope >= needed,
    };
}
