namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What is published when a client goes without a word.</summary>
/// <param name="DelaySeconds">After which, unless it is back by then (MQTT 5 section 3.1.3.2.2).</param>
internal sealed record LastWill(MqttMessage Message, uint DelaySeconds)
{
    /// <summary>Where the store has it; 0 where it has not.</summary>
    public long Key { get; set; }
}
