using System.Collections.Concurrent;

namespace EdgeAppliance.Core.Identity;

/// <summary>The devices that are known. Any thread asks and changes.</summary>
public sealed class DeviceRegistry
{
    public const int DevicesMax = 10_000;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, KnownDevice> _byId = new(StringComparer.Ordinal);

    // By what certificates are known by; changed under _lock.
    private readonly ConcurrentDictionary<DeviceCredential, string> _byCertificate = new();

    public IReadOnlyCollection<KnownDevice> All => [.. _byId.Values];

    public int Count => _byId.Count;

    public KnownDevice? Find(string id) => _byId.GetValueOrDefault(id);

    public KnownDevice? Find(DeviceCredential certificate) => _byCertificate.TryGetValue(certificate, out string? id) ? Find(id) : null;

    /// <summary>Why a device cannot be put there; null where it can.</summary>
    public string? WhyNot(DeviceRecord record)
    {
        if (!_byId.ContainsKey(record.Id) && _byId.Count >= DevicesMax) return $"there are {DevicesMax} devices already";
        foreach (var certificate in Certificates(record))
            if (_byCertificate.TryGetValue(certificate, out string? other) && other != record.Id) return $"the device '{other}' has this certificate already";
        return null;
    }

    /// <summary>Adds a device, or makes of one that is known another: what it was let in for ends.</summary>
    /// <exception cref="ArgumentException"><see cref="WhyNot"/> says why.</exception>
    /// <exception cref="FormatException">A pattern of the record is no topic filter.</exception>
    public void Put(DeviceRecord record)
    {
        var device = new KnownDevice(record);
        lock (_lock)
        {
            if (WhyNot(record) is { } reason) throw new ArgumentException(reason, nameof(record));
            Put_NeedsLock(device);
        }
    }

    public bool Remove(string id)
    {
        lock (_lock)
        {
            if (!_byId.TryRemove(id, out var device)) return false;
            Forget_NeedsLock(device);
            return true;
        }
    }

    /// <summary>Ends what was let in for devices that have expired since. Called now and then.</summary>
    public void EndExpired(DateTimeOffset now)
    {
        foreach (var (_, device) in _byId)
        {
            // Where the clock is set back, a device may be let in again.
            bool expired = device.Record.Expires <= now;
            if (expired == device.HasExpired) continue;
            lock (_lock)
                if (_byId.GetValueOrDefault(device.Record.Id) == device) Put_NeedsLock(new KnownDevice(device.Record) { HasExpired = expired });
        }
    }

    private void Put_NeedsLock(KnownDevice device)
    {
        var old = _byId.GetValueOrDefault(device.Record.Id);
        _byId[device.Record.Id] = device;
        if (old is not null) Forget_NeedsLock(old);
        foreach (var certificate in Certificates(device.Record)) _byCertificate[certificate] = device.Record.Id;
    }

    private void Forget_NeedsLock(KnownDevice device)
    {
        foreach (var certificate in Certificates(device.Record)) _byCertificate.TryRemove(certificate, out _);
        device.End();
    }

    private static IEnumerable<DeviceCredential> Certificates(DeviceRecord record) =>
        record.Credentials.Where(credential => credential is SubjectCredential or ThumbprintCredential);
}
