namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A session's links, by our handles and by the peer's.</summary>
internal sealed class AmqpLinks(int countMax)
{
    private readonly List<AmqpLink?> _byHandle = [];
    private readonly Dictionary<uint, AmqpLink> _byRemote = [];

    /// <summary>A copy: what is done with them may change them.</summary>
    public IReadOnlyList<AmqpLink> All => [.. _byHandle.OfType<AmqpLink>()];

    public uint? FreeHandle()
    {
        int free = _byHandle.IndexOf(null);
        if (free >= 0) return (uint)free;
        return _byHandle.Count < countMax ? (uint)_byHandle.Count : null;
    }

    public void Add(AmqpLink link)
    {
        if (link.Handle == _byHandle.Count) _byHandle.Add(link);
        else _byHandle[(int)link.Handle] = link;
    }

    /// <summary>The peer has named it.</summary>
    public void Bind(AmqpLink link) => _byRemote[link.RemoteHandle!.Value] = link;

    public AmqpLink? Find(uint remoteHandle) => _byRemote.GetValueOrDefault(remoteHandle);

    /// <summary>One that we asked for, and the peer has not named yet.</summary>
    public AmqpLink? FindAsked(string name, bool isReceiver) =>
        _byHandle.Find(link => link is { RemoteHandle: null, IsGone: false } && link.Name == name && link is AmqpReceiver == isReceiver);

    public void Remove(AmqpLink link)
    {
        _byHandle[(int)link.Handle] = null;
        if (link.RemoteHandle is { } remote) _byRemote.Remove(remote);
    }
}
