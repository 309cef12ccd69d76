using EdgeAppliance.Storage.Blobs;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What is to be kept of one message at QoS 2, with one sync: what waits for clients, and the packet id it came under. So a crash leaves either all of it or nothing, and whoever
/// sends it again is neither taken twice nor passed over. Nobody is told of the message before, since its packet id must be known after a crash as long as a client knows it.</summary>
/// <remarks>One thread's own.</remarks>
/// <param name="store">Null where nothing outlives the broker.</param>
internal sealed class MqttTogether(BlobStore? store)
{
    private readonly List<KeyValuePair<long, byte[]>> _blobs = [];
    private readonly List<(MqttSession Session, MqttDelivery Delivery)> _held = [];

    public void Add(long key, byte[] blob) => _blobs.Add(new(key, blob));

    /// <summary>Is told once it is kept.</summary>
    public void Hold(MqttSession session, MqttDelivery delivery)
    {
        delivery.IsHeld = true;
        _held.Add((session, delivery));
    }

    /// <summary>Stores it; nothing is added any more.</summary>
    /// <returns>Done once it is on stable storage.</returns>
    public Task Put()
    {
        if (_blobs.Count == 0 || store is null) return Task.CompletedTask;
        var kept = store.Put(_blobs);
        // Where it could not be kept it is told all the same, as at QoS 1: its publisher is told that it failed.
        if (_held.Count > 0) _ = kept.ContinueWith(_ => Tell(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return kept;
    }

    private void Tell()
    {
        foreach (var (session, delivery) in _held) session.LetGo(delivery);
    }
}
