namespace EdgeAppliance.Bench.Fleet;

/// <param name="Missing">Answered that there is no such file, as at the end of the roots.</param>
/// <param name="Received">Bytes of requests, headers included.</param>
/// <param name="Sent">Bytes of answers, headers included.</param>
internal readonly record struct ServerLoad(long Requests, long Missing, long Received, long Sent)
{
    public static ServerLoad operator -(ServerLoad a, ServerLoad b) => new(a.Requests - b.Requests, a.Missing - b.Missing, a.Received - b.Received, a.Sent - b.Sent);
}
