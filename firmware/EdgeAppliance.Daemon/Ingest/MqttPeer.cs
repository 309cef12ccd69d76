using EdgeAppliance.Core.Identity;
using MQTTnet.Packets;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Who is at the other end of a connection: what it has said, and what of it was believed.</summary>
internal sealed class MqttPeer(PublishMemories memories) : IDisposable
{
    private volatile bool _isAccepted;
    private CancellationTokenRegistration _ending;
    private bool _isCounted;

    /// <summary>The client id.</summary>
    public string Client { get; private set; } = "";

    /// <summary>The client left its name to the broker.</summary>
    public bool IsNamedByUs { get; private set; }

    public string? WillTopic { get; private set; }

    /// <summary>Null where everybody is taken.</summary>
    public KnownDevice? Device { get; private set; }

    /// <summary>What it has published lately, on earlier connections too.</summary>
    public PublishMemory Memory { get; private set; } = new();

    /// <summary>It was let in, and still is.</summary>
    public bool IsAccepted => _isAccepted;

    // MQTT 3.1.1 section 3.1.3.1: a client with a clean session may leave its name to us. For version 5 the broker names it.
    public void Read(MqttConnectPacket connect, bool isVersion5)
    {
        IsNamedByUs = string.IsNullOrEmpty(connect.ClientId);
        if (IsNamedByUs && connect.CleanSession && !isVersion5) connect.ClientId = MqttBroker.NewClientId();
        Client = connect.ClientId ?? "";
        if (connect.WillFlag) WillTopic = connect.WillTopic;
    }

    /// <param name="end">Runs once, when the device may be here no more; on any thread, and even before this returns.</param>
    public void Admit(KnownDevice device, Action end)
    {
        Device = device;
        _isCounted = true;
        device.CountConnection(1);
        _ending = device.Ended.Register(() =>
        {
            _isAccepted = false;
            // Whoever ends the device must not wait for its connections.
            _ = Task.Run(end);
        });
    }

    /// <summary>The client has been told that it is let in.</summary>
    public void Accept()
    {
        if (Client.Length > 0) Memory = memories.Of(Client);
        _isAccepted = true;
        if (Device is { Ended.IsCancellationRequested: true }) _isAccepted = false;
    }

    /// <param name="topic">UTF-8.</param>
    public bool MayPublish(ReadOnlySpan<byte> topic) => Device is null || Device.Acl.MayPublish(topic);

    public void Dispose()
    {
        _isAccepted = false;
        _ending.Unregister();
        if (_isCounted) Device!.CountConnection(-1);
        _isCounted = false;
    }
}
