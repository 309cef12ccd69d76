using System.Collections.Concurrent;

namespace EdgeAppliance.Core.Identity;

/// <summary>The devices that are known. Any thread asks and changes.</summary>
public sealed class DeviceRegistry
{
    public const int DevicesMax = 10_000;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, KnownDevice> _byId = new(StringComparer.Ordinal);

    // By what certificates and tokens are known by; changed under _lock.
    private readonly ConcurrentDictionary<DeviceCredential, string> _byKey = new();

    public IReadOnlyCollection<KnownDevice> All => [.. _byId.Values];

    public int Count => _byId.Count;

    public KnownDevice? Find(string id) => _byId.GetValueOrDefault(id);

    /// <param name="key">A subject, a thumbprint (of one that was issued, too) or a token's subject.</param>
    public KnownDevice? Find(DeviceCredential key) => _byKey.TryGetValue(key, out string? id) ? Find(id) : null;

    /// <summary>Why a device cannot be put there; null where it can.</summary>
    public string? WhyNot(DeviceRecord record)
    {
        if (!_byId.ContainsKey(record.Id) && _byId.Count >= DevicesMax) return $"there are {DevicesMax} devices already";
        foreach (var key in Keys(record))
            if (_byKey.TryGetValue(key, out string? other) && other != record.Id) return $"the device '{other}' has this {(key is TokenCredential ? "token's subject" : "certificate")} already";
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

    /// <summary>Gives a device other credentials: what it was let in for goes on.</summary>
    /// <exception cref="ArgumentException">There is no such device, or its certificate is another's.</exception>
    public void Renew(DeviceRecord record)
    {
        lock (_lock)
        {
            if (WhyNot(record) is { } reason) throw new ArgumentException(reason, nameof(record));
            var old = Find(record.Id) ?? throw new ArgumentException($"there is no device '{record.Id}'", nameof(record));
            Unlist_NeedsLock(old);
            List_NeedsLock(old.With(record));
        }
    }

    public bool Remove(string id)
    {
        lock (_lock)
        {
            if (!_byId.TryRemove(id, out var device)) return false;
            Unlist_NeedsLock(device);
            device.End();
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
        if (old is not null) Unlist_NeedsLock(old);
        List_NeedsLock(device);
        old?.End();
    }

    private void List_NeedsLock(KnownDevice device)
    {
        _byId[device.Record.Id] = device;
        foreach (var key in Keys(device.Record)) _byKey[key] = device.Record.Id;
    }

    private void Unlist_NeedsLock(KnownDevice device)
    {
        foreach (var key in Keys(device.Record)) _byKey.TryRemove(key, out _);
    }

    /// <summary>Under which one device alone is found.</summary>
    private static IEnumerable<DeviceCredential> Keys(DeviceRecord record)
    {
        foreach (var credential in record.Credentials)
        {
            if (credential is SubjectCredential or ThumbprintCredential or TokenCredential) yield return credential;
            if (credential is IssuedCredential issued) yield return new ThumbprintCredential(issued.Sha256);
        }
    }
}
