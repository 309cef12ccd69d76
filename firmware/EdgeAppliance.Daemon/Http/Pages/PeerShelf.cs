namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>Files of installed bundles that other appliances of the site may take from here.</summary>
internal sealed record PeerShelf
{
    /// <summary>As of the last time that one asked for a file that was not known.</summary>
    public int Files { get; init; }

    public long Bytes { get; init; }

    /// <summary>Files that were handed out whole, since the start.</summary>
    public long FilesSent { get; init; }

    public long BytesSent { get; init; }
}
