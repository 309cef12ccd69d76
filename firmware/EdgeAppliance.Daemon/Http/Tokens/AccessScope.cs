namespace EdgeAppliance.Daemon.Http.Tokens;

/// <summary>What a caller may do (<see cref="ScopeRules"/>).</summary>
internal enum AccessScope
{
    Read = 1,
    Operate = 2,
    Admin = 3,

    /// <summary>Post readings and nothing else: what a device is given.</summary>
    Ingest = 4,
}
