using System.Globalization;

namespace EdgeAppliance.Bench.Coap;

/// <param name="Clients">Devices, each with an address of its own and one request on its way (NSTART, RFC 7252 section 4.7).</param>
/// <param name="WarmUpS">Seconds before the measured ones.</param>
internal sealed record CoapLoadOptions(int Port, bool IsSecure, int Clients, double WarmUpS, double MeasuredS)
{
    public string[] ToArguments() => [Text(Port), IsSecure ? "coaps" : "coap", Text(Clients), Text(WarmUpS), Text(MeasuredS)];

    public static CoapLoadOptions Parse(string[] args) =>
        new(int.Parse(args[0], CultureInfo.InvariantCulture), args[1] == "coaps", int.Parse(args[2], CultureInfo.InvariantCulture),
            double.Parse(args[3], CultureInfo.InvariantCulture), double.Parse(args[4], CultureInfo.InvariantCulture));

    public static string DeviceOf(int client) => string.Create(CultureInfo.InvariantCulture, $"pump-{client}");

    /// <summary>Of all devices: nothing of the bench is secret.</summary>
    public static byte[] Key { get; } = "0123456789abcdef"u8.ToArray();

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
