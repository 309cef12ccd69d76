namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What one end says of itself and takes.</summary>
internal sealed record AmqpSettings(string Container)
{
    /// <summary>Whom a client means to speak to; null for a server.</summary>
    public string? Host { get; init; }

    /// <summary>A larger frame ends the connection.</summary>
    public int FrameBytesMax { get; init; } = 64 * 1024;

    /// <summary>A larger message ends its link. Of messages that have arrived in part, twice as much is kept in all.</summary>
    public int MessageBytesMax { get; init; } = 256 * 1024;

    public int SessionsMax { get; init; } = 8;

    /// <summary>In all sessions together.</summary>
    public int LinksMax { get; init; } = 64;

    /// <summary>Messages on one link that have been asked for or are not settled yet.</summary>
    public uint CreditMax { get; init; } = 256;

    /// <summary>What may wait for a peer that does not read; beyond it the connection ends.</summary>
    public int OutputBytesMax { get; init; } = 1 << 20;

    /// <summary>A peer that is silent for this long is taken for dead.</summary>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromMinutes(1);
}
