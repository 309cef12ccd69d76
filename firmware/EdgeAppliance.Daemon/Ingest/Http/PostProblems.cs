using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Why a post is refused, as RFC 9457 writes it.</summary>
internal static class PostProblems
{
    public const string BadReading = "urn:edge-appliance:problem:bad-reading";

    public static Problem KeyOfAnother { get; } =
        Problems.Of(StatusCodes.Status422UnprocessableEntity, "This Idempotency-Key came before, with another body.");

    public static Problem BadKey { get; } =
        Problems.Of(StatusCodes.Status400BadRequest, $"An Idempotency-Key has 1 to {PostKeys.HeaderCharsMax} characters, and a request has one.");

    public static Problem Denied(string device) =>
        Problems.Of(StatusCodes.Status403Forbidden, $"The device may not post readings of '{device}' here.");

    public static Problem TooLarge(HttpSource source) =>
        Problems.Of(StatusCodes.Status413PayloadTooLarge, $"A body has {source.Options.Limits.PayloadBytesMax} bytes at most, inflated.");

    /// <summary>A device that does not behave, and of whose readings none are taken now.</summary>
    public static Problem HeldBack(HttpSource source, PayloadError why) =>
        Problems.Of(why == PayloadError.Throttled ? StatusCodes.Status429TooManyRequests : StatusCodes.Status403Forbidden, PayloadErrorText.Of(why, source.Options.Limits));

    public static Problem Of(HttpSource source, in PostFault fault, PostPlace place)
    {
        int status = fault.Error is PayloadError.TooManyRows or PayloadError.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;
        return new Problem(BadReading, "Bad reading", status)
        {
            Detail = PayloadErrorText.Of(fault.Error, source.Options.Limits), Pointer = place.Pointer, Line = place.Line, Column = place.Column,
        };
    }
}
