namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What matters of a request for a WebSocket (RFC 6455 section 4.2.1).</summary>
internal sealed record WebSocketRequest(string Path)
{
    private const int KeyBytes = 16;

    public string Host { get; private set; } = "";

    /// <summary>Null where no page asks.</summary>
    public string? Origin { get; private set; }

    public bool IsUpgrade { get; private set; }

    public string Version { get; private set; } = "";

    /// <summary>Null where it is none.</summary>
    public string? Key { get; private set; }

    public IReadOnlyList<string> Protocols { get; private set; } = [];

    /// <param name="head">With the empty line behind it.</param>
    /// <returns>Null where it is no GET of HTTP/1.1.</returns>
    public static WebSocketRequest? Parse(string head)
    {
        string[] lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not ["GET", var target, "HTTP/1.1"]) return null;
        int query = target.IndexOf('?');
        var request = new WebSocketRequest(query < 0 ? target : target[..query]);
        foreach (string line in lines[1..])
        {
            int colon = line.IndexOf(':');
            if (colon > 0) request.Take(line[..colon], line[(colon + 1)..].Trim());
        }
        return request;
    }

    private void Take(string name, string value)
    {
        switch (name.ToLowerInvariant())
        {
            case "host": Host = value; break;
            case "origin": Origin = value; break;
            case "upgrade": IsUpgrade = value.Equals("websocket", StringComparison.OrdinalIgnoreCase); break;
            case "sec-websocket-version": Version = value; break;
            case "sec-websocket-key":
                Span<byte> key = stackalloc byte[KeyBytes + 2];
                Key = Convert.TryFromBase64String(value, key, out int bytes) && bytes == KeyBytes ? value : null;
                break;
            case "sec-websocket-protocol": Protocols = [.. Protocols, .. value.Split(',', StringSplitOptions.TrimEntries)]; break;
        }
    }
}
