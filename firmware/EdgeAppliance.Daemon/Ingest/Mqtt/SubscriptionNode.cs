namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>A level of filters: <c>+</c> and <c>#</c> are children like any other, since no topic has them. Guarded by the tree's lock.</summary>
internal sealed class SubscriptionNode
{
    private Dictionary<string, SubscriptionNode>? _children;
    private List<MqttSubscription>? _subscriptions;
    private Dictionary<string, SharedGroup>? _groups;

    public bool IsEmpty => _children is null && _subscriptions is null && _groups is null;

    public bool HasSubscriptions => _subscriptions is not null || _groups is not null;

    public SubscriptionNode Child(ReadOnlySpan<char> level)
    {
        _children ??= new(StringComparer.Ordinal);
        if (Find(level) is { } found) return found;
        var added = new SubscriptionNode();
        _children.Add(level.ToString(), added);
        return added;
    }

    public SubscriptionNode? Find(ReadOnlySpan<char> level) => _children?.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(level, out var child) == true ? child : null;

    public void Drop(ReadOnlySpan<char> level)
    {
        _children!.GetAlternateLookup<ReadOnlySpan<char>>().Remove(level);
        if (_children.Count == 0) _children = null;
    }

    public void Add(MqttSubscription subscription)
    {
        if (subscription.Group is not { } name)
        {
            (_subscriptions ??= new(1)).Add(subscription);
            return;
        }
        _groups ??= new(StringComparer.Ordinal);
        if (!_groups.TryGetValue(name, out var group)) _groups.Add(name, group = new SharedGroup());
        group.Add(subscription);
    }

    public void Remove(MqttSubscription subscription)
    {
        if (subscription.Group is not { } name)
        {
            _subscriptions?.Remove(subscription);
            if (_subscriptions?.Count == 0) _subscriptions = null;
            return;
        }
        if (_groups?.GetValueOrDefault(name) is not { } group) return;
        group.Remove(subscription);
        if (group.IsEmpty) _groups.Remove(name);
        if (_groups.Count == 0) _groups = null;
    }

    public void CopyTo(List<MqttSubscription> found)
    {
        if (_subscriptions is not null) found.AddRange(_subscriptions);
        if (_groups is null) return;
        foreach (var group in _groups.Values) found.Add(group.Pick());
    }
}
