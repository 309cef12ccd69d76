using System.Text;
using System.Text.RegularExpressions;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <param name="Log">A line a message, as <c>v:1 t:ACK c:2.05 i:05e0 {01} [ Max-Age:60 ] :: 'hello'</c>.</param>
/// <param name="Body">What the client put together of the replies.</param>
internal sealed partial record LibcoapResult(string Log, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>What came, as <c>ACK 2.05</c>, in its order.</summary>
    public IReadOnlyList<string> Replies => [.. Message().Matches(Log).Where(match => match.Groups[2].Value is ['2' or '4' or '5', '.', ..]).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}")];

    public string LastReply => Replies.Count > 0 ? Replies[^1] : "";

    /// <summary>The last reply's code alone: whether it came with the acknowledgement or behind it depends on how fast the disk is.</summary>
    public string LastCode => LastReply[(LastReply.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    [GeneratedRegex(@"v:1 t:(\w+) c:(\S+) i:")]
    private static partial Regex Message();
}
