using EdgeAppliance.FunctionalTests.Cloud;

namespace EdgeAppliance.FunctionalTests.Kills.Sessions;

/// <summary>Publishers at both levels, and those who have subscribed to all of it: here, coming and going, away, sharing, and Debian's client.</summary>
internal sealed class SessionCrowd : IAsyncDisposable
{
    private const string All = "work/#";

    private readonly Site _site;
    private readonly List<SessionPublisher> _publishers = [];
    private readonly List<SessionPublisher> _retaining = [];
    private readonly List<SessionSubscriber> _subscribers = [];
    private readonly List<SessionSubscriber> _away = [];
    private readonly List<SessionSubscriber[]> _groups = [];
    private readonly MosquittoSubscriber _peer;

    /// <param name="line">To the daemon's broker.</param>
    /// <param name="read">The topic that is a source's, too.</param>
    public SessionCrowd(Site site, Cable line, string read)
    {
        _site = site;
        for (int i = 0; i < 4; i++) _publishers.Add(Publisher($"p{i}", i, $"work/p{i}", 1 + i / 2));
        _publishers.Add(Publisher("reader", 5, read, 2));
        for (int i = 0; i < 2; i++) _retaining.Add(new SessionPublisher($"r{i}", 5, $"state/r{i}", 1 + i, () => site.Daemon.Mqtt, retain: true));
        for (int i = 0; i < 2; i++)
        {
            _subscribers.Add(Subscriber($"here{i}", i, All, 1 + i));
            _subscribers.Add(Subscriber($"restless{i}", i + 1, All, 1 + i, new Random(Sizes.KillSeed + i)));
            _away.Add(Subscriber($"away{i}", i, All, 1 + i));
            _groups.Add([.. Enumerable.Range(0, 2).Select(n => Subscriber($"share{i}-{n}", 5, $"$share/g{i}/{All}", 1 + i, n == 1 ? new Random(Sizes.KillSeed + 10 + i) : null))]);
        }
        _peer = new MosquittoSubscriber("peer", All, line, site.Folder.PathOf("peer"));
    }

    public IReadOnlyList<SessionPublisher> Publishers => _publishers;

    private IEnumerable<SessionSubscriber> Subscribers => _subscribers.Concat(_away).Concat(_groups.SelectMany(group => group));

    private IEnumerable<SessionPublisher> Writers => _publishers.Concat(_retaining);

    /// <summary>Until all have subscribed; some leave again.</summary>
    public async Task Subscribe()
    {
        foreach (var one in Subscribers) one.Begin();
        var probe = Publisher("probe", 4, "work/probe", 1);
        probe.Begin();
        await Until("all have subscribed", () => Subscribers.All(one => one.IsSubscribed) && _peer.Told("work/probe").Count > 0);
        await probe.DisposeAsync();
        foreach (var one in _away) one.GoAway();
    }

    public void Publish()
    {
        foreach (var one in Writers) one.Begin();
    }

    /// <summary>Until all that was published has been told to all, those who were away too.</summary>
    public async Task Drain()
    {
        foreach (var one in Writers) one.Rest();
        foreach (var one in _away) one.ComeBack();
        await Until("all is acknowledged", () => Writers.All(one => one.IsDone));
        await Until("all is told", () => _publishers.TrueForAll(IsTold));
    }

    public void GoOn()
    {
        foreach (var one in _away) one.GoAway();
        foreach (var one in Writers) one.GoOn();
    }

    public void AssertKept()
    {
        Assert.All(Writers, one => Assert.Null(one.Complaint));
        Assert.All(Subscribers, one => Assert.Null(one.Complaint));
        Assert.All(_publishers, one => Assert.True(one.Sent > 4 * Sizes.KillCycles, $"{one.Sent} publishes prove little"));
        foreach (var publisher in _publishers)
        {
            var expected = Expected(publisher);
            foreach (var one in _subscribers.Concat(_away)) AssertSame(expected, one.Told(publisher.Topic), Math.Min(one.Qos, publisher.Qos), $"{one.Name} of {publisher.Topic}");
            AssertSame(expected, _peer.Told(publisher.Topic), 1, $"mosquitto_sub of {publisher.Topic}");
            foreach (var group in _groups) AssertShared(expected, [.. group.Select(one => one.Told(publisher.Topic))], Math.Min(group[0].Qos, publisher.Qos), $"{group[0].Name} of {publisher.Topic}");
        }
    }

    /// <summary>Whoever subscribes now is told the last that was retained.</summary>
    public async Task AssertRetained()
    {
        await using var late = Subscriber("late", 5, "state/#", 2);
        late.Begin();
        await Until("what is retained is told", () => late.Count >= _retaining.Count);
        Assert.All(_retaining, one => Assert.Equal([SessionPublisher.Payload(one.Sent)], late.Told(one.Topic)));
        Assert.Null(late.Complaint);
    }

    public async ValueTask DisposeAsync()
    {
        _peer.Dispose();
        foreach (var one in Writers) await one.DisposeAsync();
        foreach (var one in Subscribers) await one.DisposeAsync();
    }

    public override string ToString() =>
        $"{_publishers.Sum(one => one.Sent)} publishes, {_retaining.Sum(one => one.Sent)} retained; told {Subscribers.Sum(one => one.Count)} times";

    private static List<string> Expected(SessionPublisher publisher) => [.. Enumerable.Range(1, (int)publisher.Sent).Select(number => SessionPublisher.Payload(number))];

    private static void AssertSame(List<string> expected, IReadOnlyList<string> told, int qos, string what)
    {
        // At QoS 1 some may come again.
        var once = qos == 2 ? told : [.. told.Distinct()];
        int at = expected.Zip(once).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(expected.Count == once.Count && at == expected.Count, $"{what}, QoS {qos}: {once.Count} of {expected.Count} are told; after {at}: {string.Join(' ', once.Skip(at).Take(5))}");
    }

    private static void AssertShared(List<string> expected, IReadOnlyList<string>[] told, int qos, string what)
    {
        var all = told.SelectMany(list => qos == 2 ? list : list.Distinct()).ToList();
        var missing = expected.Except(all).ToList();
        Assert.True(missing.Count == 0, $"{what}, QoS {qos}: {missing.Count} are missing: {string.Join(' ', missing.Take(5))}");
        // At QoS 1 one may have been told what its publisher sends again after a crash, and another gets then.
        if (qos < 2) return;
        Assert.True(all.Count == expected.Count, $"{what}: {all.Count} are told of {expected.Count}");
        foreach (var list in told)
        {
            var places = list.Distinct().Select(payload => expected.IndexOf(payload)).ToList();
            Assert.True(places.Order().SequenceEqual(places), $"{what}: they are out of order");
        }
    }

    private bool IsTold(SessionPublisher publisher)
    {
        long sent = publisher.Sent;
        return _subscribers.Concat(_away).All(one => one.Told(publisher.Topic).Distinct().Count() >= sent)
            && _peer.Told(publisher.Topic).Distinct().Count() >= sent
            && _groups.TrueForAll(group => group.SelectMany(one => one.Told(publisher.Topic)).Distinct().Count() >= sent);
    }

    private SessionPublisher Publisher(string name, int number, string topic, int qos) => new(name, number % 2 == 0 ? (byte)4 : (byte)5, topic, qos, () => _site.Daemon.Mqtt);

    private SessionSubscriber Subscriber(string name, int number, string filter, int qos, Random? restless = null) =>
        new(name, number % 2 == 0 ? (byte)4 : (byte)5, filter, qos, () => _site.Daemon.Mqtt, restless);

    private Task Until(string what, Func<bool> holds) => Eventually.Becomes(what, holds, TimeSpan.FromSeconds(120), Look);

    private string Look()
    {
        var told = Subscribers.Select(one => $"{one.Name} {string.Join(' ', _publishers.Select(publisher => one.Told(publisher.Topic).Distinct().Count()))} {one.Complaint}")
            .Append($"mosquitto_sub {string.Join(' ', _publishers.Select(publisher => _peer.Told(publisher.Topic).Distinct().Count()))}");
        return $"{string.Join('\n', Writers.Select(one => $"{one.Name} {one.Acknowledged} of {one.Sent} {one.Complaint}").Concat(told))}\n{_site.Daemon.Log}";
    }
}
