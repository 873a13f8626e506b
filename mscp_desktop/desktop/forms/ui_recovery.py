# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'recovery.ui'
##
## Created by: Qt User Interface Compiler version 6.11.3
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import (QCoreApplication, QMetaObject)
from PySide6.QtWidgets import (QCheckBox, QHBoxLayout, QLabel,
    QLineEdit, QPushButton, QSizePolicy, QSpacerItem,
    QVBoxLayout)

class Ui_Recovery(object):
    def setupUi(self, Recovery):
        if not Recovery.objectName():
            Recovery.setObjectName(u"Recovery")
        Recovery.setProperty(u"role", u"plain")
        self.column = QVBoxLayout(Recovery)
        self.column.setSpacing(8)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.title = QLabel(Recovery)
        self.title.setObjectName(u"title")
        self.title.setProperty(u"role", u"title")
        self.title.setWordWrap(True)

        self.column.addWidget(self.title)

        self.help = QLabel(Recovery)
        self.help.setObjectName(u"help")
        self.help.setProperty(u"role", u"secondary")
        self.help.setWordWrap(True)

        self.column.addWidget(self.help)

        self.gap1 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap1)

        self.label = QLabel(Recovery)
        self.label.setObjectName(u"label")
        self.label.setProperty(u"role", u"label")

        self.column.addWidget(self.label)

        self.recovery = QLineEdit(Recovery)
        self.recovery.setObjectName(u"recovery")
        self.recovery.setMaxLength(1024)

        self.column.addWidget(self.recovery)

        self.gap2 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap2)

        self.fresh_label = QLabel(Recovery)
        self.fresh_label.setObjectName(u"fresh_label")
        self.fresh_label.setProperty(u"role", u"label")

        self.column.addWidget(self.fresh_label)

        self.fresh = QLineEdit(Recovery)
        self.fresh.setObjectName(u"fresh")
        self.fresh.setEchoMode(QLineEdit.EchoMode.Password)
        self.fresh.setMaxLength(1024)

        self.column.addWidget(self.fresh)

        self.advice = QLabel(Recovery)
        self.advice.setObjectName(u"advice")
        self.advice.setProperty(u"role", u"small")
        self.advice.setWordWrap(True)

        self.column.addWidget(self.advice)

        self.again_label = QLabel(Recovery)
        self.again_label.setObjectName(u"again_label")
        self.again_label.setProperty(u"role", u"label")

        self.column.addWidget(self.again_label)

        self.again = QLineEdit(Recovery)
        self.again.setObjectName(u"again")
        self.again.setEchoMode(QLineEdit.EchoMode.Password)
        self.again.setMaxLength(1024)

        self.column.addWidget(self.again)

        self.show_fresh = QCheckBox(Recovery)
        self.show_fresh.setObjectName(u"show_fresh")

        self.column.addWidget(self.show_fresh)

        self.problem = QLabel(Recovery)
        self.problem.setObjectName(u"problem")
        self.problem.setProperty(u"role", u"error")
        self.problem.setWordWrap(True)

        self.column.addWidget(self.problem)

        self.gap3 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap3)

        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.setObjectName(u"buttons")
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self.back = QPushButton(Recovery)
        self.back.setObjectName(u"back")

        self.buttons.addWidget(self.back)

        self.between = QSpacerItem(40, 20, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.buttons.addItem(self.between)

        self.recover = QPushButton(Recovery)
        self.recover.setObjectName(u"recover")
        self.recover.setProperty(u"kind", u"primary")

        self.buttons.addWidget(self.recover)


        self.column.addLayout(self.buttons)

#if QT_CONFIG(shortcut)
        self.label.setBuddy(self.recovery)
        self.fresh_label.setBuddy(self.fresh)
        self.again_label.setBuddy(self.again)
#endif // QT_CONFIG(shortcut)

        self.retranslateUi(Recovery)

        QMetaObject.connectSlotsByName(Recovery)
    # setupUi

    def retranslateUi(self, Recovery):
        self.title.setText(QCoreApplication.translate("Recovery", u"Open with the recovery key", None))
        self.help.setText(QCoreApplication.translate("Recovery", u"It was shown when the partnership was set up, to be written down: nine groups of four. You then choose a new passphrase; nobody else\u2019s changes.", None))
        self.label.setText(QCoreApplication.translate("Recovery", u"Recovery key", None))
#if QT_CONFIG(accessibility)
        self.recovery.setAccessibleName(QCoreApplication.translate("Recovery", u"Recovery key", None))
#endif // QT_CONFIG(accessibility)
        self.recovery.setPlaceholderText(QCoreApplication.translate("Recovery", u"XXXX-XXXX-XXXX-\u2026", None))
        self.fresh_label.setText(QCoreApplication.translate("Recovery", u"New passphrase", None))
#if QT_CONFIG(accessibility)
        self.fresh.setAccessibleName(QCoreApplication.translate("Recovery", u"New passphrase", None))
#endif // QT_CONFIG(accessibility)
        self.advice.setText("")
        self.again_label.setText(QCoreApplication.translate("Recovery", u"New passphrase, once more", None))
#if QT_CONFIG(accessibility)
        self.again.setAccessibleName(QCoreApplication.translate("Recovery", u"New passphrase, once more", None))
#endif // QT_CONFIG(accessibility)
        self.show_fresh.setText(QCoreApplication.translate("Recovery", u"Show what I type", None))
        self.problem.setText("")
        self.back.setText(QCoreApplication.translate("Recovery", u"Back", None))
        self.recover.setText(QCoreApplication.translate("Recovery", u"Open and set the passphrase", None))
        pass
    # retranslateUi

