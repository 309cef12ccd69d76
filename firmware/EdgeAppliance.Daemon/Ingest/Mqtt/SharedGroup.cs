namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Those who share a subscription: each message goes to one of them, in turn, of those that are here if there are any.</summary>
/// <remarks>Guarded by the tree's lock.</remarks>
internal sealed class SharedGroup
{
    private readonly List<MqttSubscription> _members = [];
    private int _next;

    public bool IsEmpty => _members.Count == 0;

    public void Add(MqttSubscription member) => _members.Add(member);

    public void Remove(MqttSubscription member) => _members.Remove(member);

    public MqttSubscription Pick()
    {
        int first = _next++ % _members.Count;
        if (_next == int.MaxValue) _next = 0;
        for (int i = 0; i < _members.Count; i++)
        {
            var member = _members[(first + i) % _members.Count];
            if (member.Session.TakesMore) return member;
        }
        return _members[first];
    }
}
