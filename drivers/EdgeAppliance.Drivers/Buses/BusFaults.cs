namespace EdgeAppliance.Drivers.Buses;

/// <summary>From the kernel's error numbers to what they mean on a bus (Documentation/i2c/fault-codes.rst).</summary>
internal static class BusFaults
{
    public const int Count = (int)BusFault.Other + 1;

    public static BusFault OfError(int errno) => errno switch
    {
        6 or 121 => BusFault.NoAnswer, // ENXIO, EREMOTEIO
        110 or 62 => BusFault.Stuck, // ETIMEDOUT, ETIME
        2 or 19 => BusFault.Unplugged, // ENOENT, ENODEV
        11 or 16 => BusFault.Busy, // EAGAIN: arbitration lost; EBUSY: the kernel's driver has the address
        74 or 71 => BusFault.Checksum, // EBADMSG, EPROTO
        1 or 13 or 30 => BusFault.Denied, // EPERM, EACCES, EROFS: the sandbox
        95 or 25 or 22 => BusFault.Unsupported, // EOPNOTSUPP, ENOTTY, EINVAL
        _ => BusFault.Other,
    };

    /// <summary>The fault's stable name, which ends the code of its condition.</summary>
    public static string Name(BusFault fault) => fault switch
    {
        BusFault.NoAnswer => "no-answer",
        BusFault.Stuck => "stuck",
        BusFault.Unplugged => "unplugged",
        BusFault.Busy => "busy",
        BusFault.Checksum => "checksum",
        BusFault.WrongChip => "wrong-chip",
        BusFault.NotReady => "not-ready",
        BusFault.Denied => "denied",
        BusFault.Unsupported => "unsupported",
        BusFault.Refused => "refused",
        _ => "failed",
    };

    public static string Remedy(BusFault fault) => fault switch
    {
        BusFault.NoAnswer => "Check the chip's power, its two wires and its address pins; `i2cdetect -y BUS` shows who answers.",
        BusFault.Stuck => "A wire is held down: look for a short and for missing pull-ups, then take the chips off one by one or power them off and on.",
        BusFault.Unplugged => "Check the name in the configuration, and that the device tree turns the device on (such as dtparam=i2c_arm=on).",
        BusFault.Busy => "Something else has it. A chip: read it with a source of type hwmon or iio, or unbind the kernel's driver. A line: gpioinfo names who has it.",
        BusFault.Checksum => "The wires are too long, too fast or disturbed: shorten them, slow the bus down, or add pull-ups.",
        BusFault.WrongChip => "Another chip has this address: check `type` and `address`.",
        BusFault.NotReady => "Check the chip's power; if it stays so, the chip is broken.",
        BusFault.Denied => "Let the service use the device: SupplementaryGroups=i2c spi gpio and DeviceAllow= in its unit.",
        BusFault.Unsupported => "This bus cannot do what the chip needs: use another one.",
        _ => "Look at the kernel's own messages: journalctl -k",
    };
}
