namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>An error as RFC 9457 writes it, <c>application/problem+json</c>.</summary>
/// <param name="Type">A URN that names the kind of problem, such as <c>urn:edge-appliance:problem:not-ready</c>.</param>
/// <param name="Title">The same for every problem of this kind.</param>
internal sealed record Problem(string Type, string Title, int Status)
{
    /// <summary>What is wrong this time, and what to do about it.</summary>
    public string? Detail { get; init; }

    /// <summary>The request's trace id, by which its log lines are found.</summary>
    public string? TraceId { get; init; }

    /// <summary>Where there is more than one fault, such as in a configuration.</summary>
    public IReadOnlyList<string>? Errors { get; init; }

    /// <summary>The first wrong place of a body in JSON: a JSON pointer (RFC 6901), such as <c>#/3/temp</c>.</summary>
    public string? Pointer { get; init; }

    /// <summary>The line of the first wrong place of a body, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>The byte of that line, from 1.</summary>
    public int? Column { get; init; }
}
