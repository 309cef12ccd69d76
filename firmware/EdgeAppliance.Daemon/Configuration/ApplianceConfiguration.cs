using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>The whole configuration, read once; nothing in it changes after that.</summary>
internal sealed record ApplianceConfiguration(
    DeviceConfiguration Device,
    ListenConfiguration Listen,
    IReadOnlyDictionary<string, SourceConfiguration> Sources,
    IReadOnlyDictionary<string, PipelineConfiguration> Pipelines,
    IReadOnlyDictionary<string, UplinkConfiguration> Uplinks,
    OutboxConfiguration Outbox,
    ModelsConfiguration Models)
{
    /// <summary>Null where every device that reaches a loopback address is taken.</summary>
    public AccessConfiguration? Access { get; init; }

    /// <summary>How devices are judged: the first that covers one is its.</summary>
    public IReadOnlyList<BehaviourRules> Watches { get; init; } = [];

    /// <summary>Changes whenever anything of the watches does.</summary>
    public string WatchesFingerprint { get; init; } = "";

    /// <summary>Of the appliance's own, that it renews.</summary>
    public IReadOnlyDictionary<string, OwnCertificateConfiguration> Certificates { get; init; } = new Dictionary<string, OwnCertificateConfiguration>();

    /// <summary>The limits of the embedded broker.</summary>
    public MqttBrokerOptions Mqtt { get; init; } = new();

    /// <summary>Null where new versions of models come by hand only.</summary>
    public UpdatesConfiguration? Updates { get; init; }
}
