namespace EdgeAppliance.Edgectl.Control;

/// <summary>Where the daemon is: a Unix socket, unless a URL is given.</summary>
internal sealed record ControlTarget(string SocketPath, Uri? Url, string? Token)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => Url?.GetLeftPart(UriPartial.Authority) ?? SocketPath;
}
