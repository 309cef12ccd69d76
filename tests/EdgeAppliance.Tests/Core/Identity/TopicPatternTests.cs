using CsCheck;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Tests.Core.Identity;

public sealed class TopicPatternTests
{
    private static readonly string[] s_words = ["a", "b", "", "$s"];

    // One that no pattern names is among them, so that a literal never looks like a wildcard.
    private static readonly string[] s_topics = [.. Topics(4, [.. s_words, "c"])];

    private static readonly Gen<string> s_filters =
        Gen.Select(OneOf([.. s_words, "+"]).Array[0, 3], Gen.Bool, (levels, multi) => string.Join('/', multi ? [.. levels, "#"] : levels)).Where(filter => TopicPattern.IsFilter(filter));

    [Fact]
    public void Covers_AnyPatternAndFilter_MeansEveryTopicOfTheFilterIsThePatterns() => Gen.Select(s_filters, s_filters).Sample((pattern, filter) =>
    {
        bool covered = new TopicPattern(pattern).Covers(filter);
        bool within = s_topics.Where(topic => Matches(filter, topic)).All(topic => Matches(pattern, topic));
        // +/# matches what # does, which is not seen: it errs on the safe side.
        return covered ? within : !within || filter == "#" || !s_topics.Any(topic => Matches(filter, topic));
    }, iter: 20_000);

    [Fact]
    public void MayPublish_AnyTopic_IsWhatThePatternMatches() => Gen.Select(s_filters, OneOf(s_topics)).Sample((pattern, topic) =>
        topic.Length == 0 || new TopicAcl(Device([pattern], [])).MayPublish(topic) == Matches(pattern, topic));

    [Theory]
    [InlineData("plant/pump/7/telemetry", true)]
    [InlineData("plant/pump/8/telemetry", false)]
    [InlineData("plant/pump/7", true)]
    [InlineData("plant/pump/7/+", false)]
    [InlineData("$SYS/pump", false)]
    public void MayPublish_Topic_IsTheDevicesOwn(string topic, bool may)
    {
        var acl = new TopicAcl(Device(["plant/pump/{device}/#"], []));
        Assert.Equal(may, acl.MayPublish(topic));
        Assert.Equal(may, acl.MayPublish(System.Text.Encoding.UTF8.GetBytes(topic)));
    }

    [Theory]
    [InlineData("site/+/state", true)]
    [InlineData("site/#", false)]
    [InlineData("#", false)]
    [InlineData("+/+/state", false)]
    [InlineData("$share/group/site/+/state", true)]
    [InlineData("$share/group/site/#", false)]
    [InlineData("$share/gr+up/site/a/state", false)]
    [InlineData("$share//site/a/state", false)]
    [InlineData("$share/site", false)]
    [InlineData("commands/7/on", true)]
    [InlineData("site/a+/state", false)]
    [InlineData("", false)]
    public void MaySubscribe_Filter_OnlyWhereAllOfItIsAllowed(string filter, bool may) =>
        Assert.Equal(may, new TopicAcl(Device([], ["site/+/state", "commands/{device}/#"])).MaySubscribe(filter));

    [Theory]
    [InlineData("$SYS/#", false)]
    [InlineData("$share/g/$SYS/#", false)]
    [InlineData("#", true)]
    public void MaySubscribe_Everything_LeavesTheBrokersOwnOut(string filter, bool may) =>
        Assert.Equal(may, new TopicAcl(Device([], ["#"])).MaySubscribe(filter));

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static DeviceRecord Device(string[] publish, string[] subscribe) =>
        new() { Id = "7", Credentials = [], Publish = publish, Subscribe = subscribe, Created = default };

    private static bool Matches(string filter, string topic) => new TopicFilter(filter).TryMatch(topic, out _);

    private static IEnumerable<string> Topics(int depth, string[] words) =>
        depth == 1 ? words : words.Concat(Topics(depth - 1, words).SelectMany(rest => words.Select(word => $"{word}/{rest}")));
}
