namespace EdgeAppliance.Daemon.Uplink;

/// <summary>A connection to what takes records. MQTT makes it real; the tests' scripted link fails when it is told to.</summary>
internal interface IUplinkLink
{
    /// <exception cref="LinkException">There is no connection to be had.</exception>
    Task<LinkLimits> Connect(CancellationToken stop);

    /// <summary>Sends messages in the order of the calls. The payload must stay as it is until the task is done.</summary>
    /// <returns>Done once the other side has acknowledged the message; faulted with <see cref="LinkException"/> where it did not.</returns>
    Task Send(string topic, ReadOnlyMemory<byte> payload);

    /// <summary>Done when the connection is lost, with the reason.</summary>
    Task<string> Lost { get; }

    /// <summary>Says goodbye where that is still possible; throws nothing.</summary>
    Task Close();
}
