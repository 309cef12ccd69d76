namespace EdgeAppliance.Daemon.Http.Tokens;

/// <summary>What a caller may do. Each scope includes those before it.</summary>
internal enum AccessScope
{
    Read = 1,
    Operate = 2,
    Admin = 3,
}
