namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>A token, without its text.</summary>
internal sealed record TokenStatus(string Name, string Scope, DateTimeOffset Created)
{
    /// <summary>Its text, in the reply that makes it and never again.</summary>
    public string? Token { get; init; }
}
