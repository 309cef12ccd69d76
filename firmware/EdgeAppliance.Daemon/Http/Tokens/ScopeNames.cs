namespace EdgeAppliance.Daemon.Http.Tokens;

/// <summary>Scopes as the token file and problem details write them.</summary>
internal static class ScopeNames
{
    /// <exception cref="FormatException">There is no such scope.</exception>
    public static AccessScope Parse(string name) => name switch
    {
        "read" => AccessScope.Read,
        "operate" => AccessScope.Operate,
        "admin" => AccessScope.Admin,
        "ingest" => AccessScope.Ingest,
        _ => throw new FormatException($"'{name}' is no scope; write ingest, read, operate or admin"),
    };

    public static string Of(AccessScope scope) => scope switch
    {
        AccessScope.Read => "read",
        AccessScope.Operate => "operate",
        AccessScope.Admin => "admin",
        AccessScope.Ingest => "ingest",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
    };
}
