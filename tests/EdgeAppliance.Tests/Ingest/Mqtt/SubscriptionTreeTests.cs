using CsCheck;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Ingest.Mqtt;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

public sealed class SubscriptionTreeTests
{
    private static readonly Gen<string> s_level = OneOf("a", "b", "", "$x");
    private static readonly Gen<string> s_topic = s_level.Array[1, 4].Select(levels => string.Join('/', levels)).Where(topic => topic.Length > 0);
    private static readonly Gen<string> s_filter = OneOf("a", "b", "", "$x", "+", "#").Array[1, 4].Select(levels => string.Join('/', levels)).Where(filter => TopicPattern.IsFilter(filter));

    [Fact]
    public void Match_AnyFilters_FindsThoseThatCoverTheTopic() => Gen.Select(s_filter.Array[0, 12], s_topic).Sample((filters, topic) =>
    {
        var tree = new SubscriptionTree();
        var all = filters.Select(Subscription).ToList();
        foreach (var subscription in all) tree.Add(subscription);
        var expected = all.Where(subscription => new TopicPattern(subscription.Filter).Covers(topic)).Select(subscription => subscription.Filter).Order().ToArray();
        Assert.Equal(expected, Match(tree, topic));
        Assert.Equal(expected.Length > 0, tree.Matches(topic));
        foreach (var subscription in all) tree.Remove(subscription);
        Assert.Empty(Match(tree, topic));
        Assert.Equal(0, tree.Count);
    });

    [Fact]
    public void Match_TopicOfManyLevels_Ends()
    {
        var tree = new SubscriptionTree();
        tree.Add(Subscription("+/+/#"));
        Assert.Equal(["+/+/#"], Match(tree, new string('/', 1000)));
    }

    private static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static string[] Match(SubscriptionTree tree, string topic)
    {
        var found = new List<MqttSubscription>();
        tree.Match(topic, found);
        return [.. found.Select(subscription => subscription.Filter).Order()];
    }

    private static MqttSubscription Subscription(string filter) => new(new MqttSession("c", 1, null, new MqttCounters()), new MqttFilter(filter, 0, 0), filter, null);
}
