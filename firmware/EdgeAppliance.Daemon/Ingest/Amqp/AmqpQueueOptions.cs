namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>A broker's queue that messages are taken from.</summary>
/// <param name="Address">The queue's, as the broker names it.</param>
internal sealed record AmqpQueueOptions(AmqpBroker Broker, string Address)
{
    public const string DeviceUsual = "device";
    public const string Subject = "subject";

    /// <summary>The application property that names the device, or <see cref="Subject"/>. Without it the source's name does.</summary>
    public string Device { get; init; } = DeviceUsual;

    /// <summary>Messages that may be taken and not stored yet.</summary>
    public int Credit { get; init; } = 256;
}
