namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What all connections and sessions of a broker share.</summary>
internal sealed class MqttSurroundings(MqttBrokerOptions options, TimeProvider time)
{
    private volatile MqttBrokerOptions _options = options;

    /// <summary>Those of now: a reload may change them.</summary>
    public MqttBrokerOptions Options
    {
        get => _options;
        set => _options = value;
    }

    public TimeProvider Time => time;

    public MqttCounters Counters { get; } = new();

    public MqttBudget Budget { get; } = new();

    public long NowMs => time.NowMs();
}
