using System.Diagnostics;
using EdgeAppliance.Pictures.Isolation;

namespace EdgeAppliance.Daemon.Running;

/// <summary>How the appliance starts itself once more, to decode pictures apart from what it knows and holds.</summary>
internal static class PictureDecoding
{
    public const string Argument = "--decode-pictures";

    /// <summary>Nothing is started before the first picture.</summary>
    public static DecoderProcess Start(TimeProvider time) => new(StartInfo, time);

    public static ProcessStartInfo StartInfo() => OwnProcess.StartInfo(Argument);
}
